import type { INestApplicationContext } from '@nestjs/common';
import { Demo } from '../demo/demo.service.js';
import { Setting } from '../foundation/setting.js';
import { castOf } from './drill-cast.js';
import { effectsIn, saidOf } from './drill-effects.js';
import { PLAYS } from './drill-plays.js';
import { Scene } from './drill-scene.js';
import { say } from './say.js';
import { WrongUsage } from './wrong-usage.js';

/** Plays a whole drill on the demo, step by step, by the services that a live incident is led with. */
export async function playDrill(app: INestApplicationContext, pace: number) {
  if (!app.get(Setting).isDemo)
    throw new WrongUsage(
      'The played drill is the demo’s: it decides in the names of its people. Here, declare one with ' +
        '`carrel incident declare --mode drill` and let your own people play it.',
    );
  await app.get(Demo, { strict: false }).seed(new Date());
  const began = new Date();
  const before = await effectsIn(app);
  const scene = new Scene(app, await castOf(app), pace, began);
  for (const { name, play } of PLAYS) {
    const told = await play(scene);
    say(`${passed(began)}  ${name.padEnd(20)}${told}`);
  }
  say(`${passed(began)}  ${'real effects'.padEnd(20)}${saidOf(before, await effectsIn(app))}`);
}

/** Seconds since then, such as `00.4 s`. */
function passed(since: Date): string {
  return `${((Date.now() - since.getTime()) / 1_000).toFixed(1).padStart(4, '0')} s`;
}
