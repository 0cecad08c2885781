// What a client saw, step by step, as text that is equal wherever the same calls are equal.
'use strict';

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;
const INSTANT = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g;
const TIME = /\d+:\d\d:\d\d [AP]M/g;

class Transcript {
  #steps = [];
  #replacements;

  /** @param replacements pairs of what to replace and by what, in order, beside ids and instants */
  constructor(replacements = []) {
    this.#replacements = [[UUID, 'UUID'], [INSTANT, 'INSTANT'], [TIME, 'TIME'], ...replacements];
  }

  add(step, value) {
    this.#steps.push({ step, value: value === undefined ? null : value });
  }

  /** Does a step; a failure is something to tell too. */
  async step(name, action) {
    try {
      this.add(name, await action());
    } catch (failure) {
      this.add(name, { failed: failure.message, code: failure.code });
    }
  }

  print() {
    let text = this.#steps
      .map(({ step, value }) => `${step}\n${JSON.stringify(sorted(value), null, 2)}\n`)
      .join('\n');
    for (const [from, to] of this.#replacements) {
      text = text.replaceAll(from, to);
    }
    process.stdout.write(text);
  }
}

/** With the members of objects in the order of their names, and with what blobs hold. */
function sorted(value, member) {
  if (member === 'blob') {
    return Buffer.from(value, 'base64').toString('latin1');
  }
  if (Array.isArray(value)) {
    return value.map((item) => sorted(item));
  }
  if (value === null || typeof value !== 'object') {
    return typeof value === 'bigint' ? value.toString() : value;
  }
  return Object.fromEntries(
    Object.keys(value)
      .filter((name) => value[name] !== undefined)
      .sort()
      .map((name) => [name, sorted(value[name], name)]),
  );
}

module.exports = { Transcript };
