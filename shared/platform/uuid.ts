/** Whether a text is a UUID as PostgreSQL writes it; anything else would be an error of the database, not an answer. */
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export const isUuid = (text: string): boolean => UUID.test(text);
