// Lets the worker's message queue be read between slices of training. A message channel comes back at once,
// where a timer would be clamped to 4 ms.

export interface QueueYield {
  yieldToQueue(): Promise<void>;
  sleep(milliseconds: number): Promise<void>;
}

export function createQueueYield(): QueueYield {
  const channel = new MessageChannel();
  const waiting: (() => void)[] = [];
  channel.port1.onmessage = () => waiting.shift()?.();
  return {
    yieldToQueue: () =>
      new Promise((resolve) => {
        waiting.push(resolve);
        channel.port2.postMessage(null);
      }),
    sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
  };
}
