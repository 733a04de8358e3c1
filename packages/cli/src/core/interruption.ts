import { constants } from "node:os";

const signals = ["SIGINT", "SIGTERM"] as const;

/** Works; where a signal to end comes meanwhile, cleans up and ends the process at once, with the exit code of shells for it. */
export async function interruptible<T>(work: () => Promise<T>, cleanUp: () => void): Promise<T> {
  const end = (signal: NodeJS.Signals) => {
    cleanUp();
    process.exit(128 + constants.signals[signal]);
  };
  for (const signal of signals) process.on(signal, end);
  try {
    return await work();
  } finally {
    for (const signal of signals) process.off(signal, end);
  }
}
