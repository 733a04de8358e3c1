import type { Log, LogFilter } from "@prefect-ts/schemas/log";

type LogTest = (log: Log) => boolean;
type Maybe<T> = T | null | undefined;

const isIn = (values: Maybe<readonly string[]>, value: Maybe<string>) =>
  !values || (typeof value === "string" && values.includes(value));

/** Whether lines match a filter. As in the reference, `operator` and `text` do not count for lines that just came. */
export function logMatcher({ level, timestamp, flow_run_id: flowRun, task_run_id: taskRun }: LogFilter): LogTest {
  const tests: LogTest[] = [
    (log) =>
      log.level >= (level?.ge_ ?? Number.NEGATIVE_INFINITY) && log.level <= (level?.le_ ?? Number.POSITIVE_INFINITY),
    (log) => !(timestamp?.before_ && log.timestamp.isAfter(timestamp.before_)),
    (log) => !(timestamp?.after_ && log.timestamp.isBefore(timestamp.after_)),
    (log) => isIn(flowRun?.any_, log.flow_run_id),
    (log) => isIn(taskRun?.any_, log.task_run_id),
    (log) => typeof taskRun?.is_null_ !== "boolean" || taskRun.is_null_ === (log.task_run_id === null),
  ];
  return (log) => tests.every((test) => test(log));
}
