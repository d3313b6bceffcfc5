type Table = Record<string, string[]>;

/** The tables of import-rules.js. */
export interface Rules {
  layers: Table;
  foundation: Table;
  modules: Table;
}

/** The picture of the modules in Mermaid: floors, and inside the two lower ones their folders. */
export function moduleGraph({ layers, foundation, modules }: Rules): string {
  const roof = Object.keys(layers).filter((name) => layers[name]?.includes('modules'));
  const apart = Object.keys(layers).filter((name) => !layers[name]?.length && name !== 'foundation');
  return [
    '```mermaid',
    'flowchart TB',
    `  subgraph roof[" "]\n${roof.map((name) => `    ${node('src', name)}`).join('\n')}\n  end`,
    floor('modules', modules),
    floor('foundation', foundation),
    '  roof --> modules --> foundation',
    ...apart.map((name) => `  ${node('src', name)}`),
    ...roof.flatMap((from) =>
      apart
        .filter((to) => layers[from]?.includes(to))
        .map((to) => `  ${id('src', from)} --> ${id('src', to)}`),
    ),
    '```',
  ].join('\n');
}

function floor(name: string, table: Table): string {
  const nodes = Object.keys(table).map((folder) => `    ${node(name, folder)}`);
  const arrows = Object.entries(table).flatMap(([folder, allowed]) =>
    direct(folder, table, allowed).map((other) => `    ${id(name, folder)} --> ${id(name, other)}`),
  );
  return [`  subgraph ${name}`, ...nodes, ...arrows, '  end'].join('\n');
}

/** Without the arrows that a longer way implies. */
function direct(folder: string, table: Table, allowed: string[]): string[] {
  return allowed.filter(
    (one) => !allowed.some((via) => via !== one && via !== folder && table[via]?.includes(one)),
  );
}

const id = (parent: string, name: string) => `${parent}_${name.replaceAll('-', '_')}`;
const node = (parent: string, name: string) => `${id(parent, name)}["${name}"]`;
