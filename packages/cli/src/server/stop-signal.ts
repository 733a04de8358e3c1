/**
 * How soon a second signal is taken for the first: a terminal's Ctrl+C and npm, which passes it on,
 * deliver one keypress twice.
 */
const SAME_SIGNAL_MS = 500;

/** Settles at the first SIGINT or SIGTERM. A later one, if it is another, ends the process at once. */
export function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    let first: number | undefined;
    const onSignal = () => {
      if (first === undefined) {
        first = performance.now();
        resolve();
      } else if (performance.now() - first > SAME_SIGNAL_MS) {
        process.exit(1);
      }
    };
    process.on("SIGINT", onSignal);
    process.on("SIGTERM", onSignal);
  });
}
