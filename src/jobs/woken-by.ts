import { Reflector } from '@nestjs/core';

/** Which queue wakes a job, and how many of its wake-ups an instance takes at once. */
export interface Waking {
  queue: string;
  concurrency: number;
}

export const Woken = Reflector.createDecorator<Waking>();

/** Lets a queue call a method with each of its wake-ups, on any instance, at least once. */
export const WokenBy = (queue: string, concurrency = 4) => Woken({ queue, concurrency });
