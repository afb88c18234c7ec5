/** The tools by name, and what each one hands on. Node itself is `process.execPath`. */
import { GRAFANA } from './grafana.ts';
import { JAVA } from './java.ts';
import { K6 } from './k6.ts';
import { KAFKA } from './kafka.ts';
import { POSTGRES } from './postgres.ts';
import { PROMETHEUS } from './prometheus.ts';
import type { Tool } from './tool.ts';
import { TOXIPROXY } from './toxiproxy.ts';

export type Tools = {
  /** The program. */
  java: string;
  /** Folder of jars. */
  kafkaLibs: string;
  /** The program. */
  k6: string;
  /** Folder with bin/, lib/ and share/. */
  postgres: string;
  /** The program. */
  toxiproxy: string;
  /** The program. */
  prometheus: string;
  /** The program. */
  grafana: string;
};
export type ToolName = keyof Tools;

export const TOOLS: Readonly<Record<ToolName, Tool>> = {
  postgres: POSTGRES,
  toxiproxy: TOXIPROXY,
  java: JAVA,
  kafkaLibs: KAFKA,
  k6: K6,
  prometheus: PROMETHEUS,
  grafana: GRAFANA,
};
