import { assess, decide, delivery, tell, toAuthority } from './drill-duties.js';
import { close, events, readiness, register, review, score } from './drill-ending.js';
import { communicate } from './drill-letters.js';
import { containment, declare, libraries, roles, script, snapshot } from './drill-opening.js';
import type { Play } from './drill-scene.js';
import { scope } from './drill-scope.js';

/** The plan from the declaration to the closed register, in its order. */
export const PLAYS: readonly Play[] = [
  { name: 'declare', play: declare },
  { name: 'roles', play: roles },
  { name: 'script', play: script },
  { name: 'libraries', play: libraries },
  { name: 'snapshot', play: snapshot },
  { name: 'containment', play: containment },
  { name: 'controller notices', play: tell },
  { name: 'delivery', play: delivery },
  { name: 'scope', play: scope },
  { name: 'assessment', play: assess },
  { name: 'decision', play: decide },
  { name: 'authority, phase 1', play: (scene) => toAuthority(scene, 'new', 'incomplete') },
  { name: 'authority, phase 2', play: (scene) => toAuthority(scene, 'follow-up', 'complete') },
  { name: 'letters to readers', play: communicate },
  { name: 'events', play: events },
  { name: 'review', play: review },
  { name: 'score', play: score },
  { name: 'close', play: close },
  { name: 'register', play: register },
  { name: 'readiness', play: readiness },
];
