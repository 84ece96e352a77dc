// Read by whatever Node there is: nothing newer than what Node 14 understands, and no imports.

/** Null where this Node is new enough, else the sentence to show. */
export function nodeProblem(version) {
  const parts = version.split('.').map(Number);
  if (parts[0] > 20 || (parts[0] === 20 && parts[1] >= 19)) return null;
  return `Bakeoff needs Node 20.19 or newer; this is Node ${version}. Install a newer one from https://nodejs.org and start again.`;
}
