#!/bin/bash
# Health check of a service: whether it says that it is ready. Plain bash, because a Node for each question would cost
# more than the services do while they are idle.
exec 3<>"/dev/tcp/127.0.0.1/$PORT" || exit 1
printf 'GET /health/ready HTTP/1.0\r\n\r\n' >&3
IFS= read -r -d '' -t 2 answer <&3
echo "${answer##*$'\n'}"
[[ $answer == 'HTTP/1.'?' 200 '* ]]
