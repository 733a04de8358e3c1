import type { TaskRun } from "@prefect-ts/schemas/task-run";

/** How many task runs a key's queues take before those who add more have to wait. */
export interface QueueSizes {
  scheduled: number;
  retry: number;
}

interface Waiting {
  taskRun: TaskRun;
  /** Called when the task run has its place in the queue. */
  admitted: () => void;
}

/** First in, first out; past `size` entries those who add wait for their turn. */
class BoundedQueue {
  private readonly size: number;
  private readonly entries: TaskRun[] = [];
  private readonly waiting: Waiting[] = [];

  constructor(size: number) {
    this.size = size;
  }

  add(taskRun: TaskRun): Promise<void> {
    if (this.size <= 0 || this.entries.length < this.size) {
      this.entries.push(taskRun);
      return Promise.resolve();
    }
    return new Promise((admitted) => this.waiting.push({ taskRun, admitted }));
  }

  take(): TaskRun | undefined {
    const taken = this.entries.shift();
    const next = taken && this.waiting.shift();
    if (next) {
      this.entries.push(next.taskRun);
      next.admitted();
    }
    return taken;
  }
}

interface Consumer {
  keys: readonly string[];
  deliver: (taskRun: TaskRun) => void;
}

/**
 * The background task runs that wait for a worker, by their task's key, in the memory of this process.
 *
 * A socket that serves workers takes one at a time with {@link next}, and gives back with {@link retry} what its
 * worker did not acknowledge:
 *
 *     const taskRun = await queues.next(keys, signal);
 *     // send it, wait for the acknowledgement; where that fails:
 *     await queues.retry(taskRun);
 */
export class TaskQueues {
  private readonly sizes: QueueSizes;
  private readonly queues = new Map<string, { scheduled: BoundedQueue; retry: BoundedQueue }>();
  private readonly consumers = new Set<Consumer>();

  constructor(sizes: QueueSizes) {
    this.sizes = sizes;
  }

  /** Adds a scheduled task run; resolves once there is room for it. */
  enqueue(taskRun: TaskRun): Promise<void> {
    return this.deliver(taskRun) ? Promise.resolve() : this.queueOf(taskRun.task_key).scheduled.add(taskRun);
  }

  /** Adds a task run that is to go out before the scheduled ones; resolves once there is room for it. */
  retry(taskRun: TaskRun): Promise<void> {
    return this.deliver(taskRun) ? Promise.resolve() : this.queueOf(taskRun.task_key).retry.add(taskRun);
  }

  /**
   * The next task run of any of `keys`, in the order in which the keys are given; waits where there is none.
   * Each task run goes to one caller. Rejects with the signal's reason once `signal` is aborted, and takes nothing then.
   */
  next(keys: readonly string[], signal?: AbortSignal): Promise<TaskRun> {
    if (signal?.aborted) return Promise.reject(signal.reason);
    for (const key of keys) {
      const queue = this.queueOf(key);
      const taskRun = queue.retry.take() ?? queue.scheduled.take();
      if (taskRun) return Promise.resolve(taskRun);
    }
    return new Promise((resolve, reject) => {
      const abandon = () => {
        this.consumers.delete(consumer);
        reject(signal?.reason);
      };
      const consumer: Consumer = {
        keys,
        deliver: (taskRun) => {
          signal?.removeEventListener("abort", abandon);
          resolve(taskRun);
        },
      };
      signal?.addEventListener("abort", abandon, { once: true });
      this.consumers.add(consumer);
    });
  }

  /** Hands the task run to the caller of `next` who has waited longest for its key; false where nobody waits. */
  private deliver(taskRun: TaskRun): boolean {
    for (const consumer of this.consumers) {
      if (!consumer.keys.includes(taskRun.task_key)) continue;
      this.consumers.delete(consumer);
      consumer.deliver(taskRun);
      return true;
    }
    return false;
  }

  private queueOf(key: string) {
    let queue = this.queues.get(key);
    if (!queue) {
      queue = { scheduled: new BoundedQueue(this.sizes.scheduled), retry: new BoundedQueue(this.sizes.retry) };
      this.queues.set(key, queue);
    }
    return queue;
  }
}
