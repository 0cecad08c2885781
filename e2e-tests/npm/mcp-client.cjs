// mcp-client.cjs URL [TARGET]: talks to @modelcontextprotocol/server-everything with the TypeScript
// SDK and prints what it saw. TARGET: the server is one of several behind the URL, and this is its
// name there; what is of the others is left out of lists, and the name out of names.
'use strict';

const { Client } = require('@modelcontextprotocol/sdk/client/index.js');
const { StreamableHTTPClientTransport } = require('@modelcontextprotocol/sdk/client/streamableHttp.js');
const types = require('@modelcontextprotocol/sdk/types.js');
const { Transcript } = require('./transcript.cjs');

const [url, target] = process.argv.slice(2);
const prefix = target === undefined ? '' : `${target}_`;
const uriPrefix = target === undefined ? '' : `${target}+`;
const replacements = target === undefined ? [] : [[prefix, ''], [uriPrefix, '']];
const transcript = new Transcript([[url, 'URL'], ...replacements]);
const STATIC_RESOURCE = 'demo://resource/static/document/features.md';

/** The streams that servers speak on unasked: lets them be cut, and holds them back for a while. */
class Streams {
  #open = [];
  #gate = Promise.resolve();

  fetch = async (address, init) => {
    if (init?.method !== 'GET') {
      return fetch(address, init);
    }
    await this.#gate;
    const response = await fetch(address, init);
    if (!response.ok) {
      return response;
    }
    const cut = new AbortController();
    this.#open.push(cut);
    const body = response.body.pipeThrough(new TransformStream(), { signal: cut.signal });
    return new Response(body, { status: response.status, headers: response.headers });
  };

  /** Cuts all streams; they open again once the answer is called. */
  cut() {
    let opens;
    this.#gate = new Promise((resolve) => {
      opens = resolve;
    });
    this.#open.splice(0).forEach((cut) => cut.abort(new Error('cut off on purpose')));
    return opens;
  }
}

/** Waits for what a server says unasked. */
class Notes {
  #seen = [];
  #waiting = [];

  take(note) {
    this.#seen.push(note);
    this.#waiting.forEach((look) => look());
  }

  forget() {
    this.#seen = [];
  }

  async first(wanted) {
    for (;;) {
      const found = this.#seen.find(wanted);
      if (found !== undefined) {
        return found;
      }
      await new Promise((resolve) => this.#waiting.push(resolve));
    }
  }

  has(wanted) {
    return this.#seen.some(wanted);
  }
}

const streams = new Streams();
const notes = new Notes();

function newTransport(sessionId) {
  return new StreamableHTTPClientTransport(new URL(url), {
    fetch: streams.fetch,
    sessionId,
    reconnectionOptions: {
      initialReconnectionDelay: 5,
      maxReconnectionDelay: 50,
      reconnectionDelayGrowFactor: 1.2,
      maxRetries: 100,
    },
  });
}

function newClient() {
  const client = new Client(
    { name: 'e2e', version: '1.0.0' },
    { capabilities: { elicitation: {}, sampling: {}, roots: { listChanged: true } } },
  );
  client.setRequestHandler(types.ListRootsRequestSchema, () => ({
    roots: [{ uri: 'file:///work', name: 'work' }],
  }));
  client.setRequestHandler(types.ElicitRequestSchema, (request) => {
    notes.take({ method: request.method, message: request.params.message });
    return { action: 'accept', content: { name: 'Ada', check: true, integer: 7 } };
  });
  client.setRequestHandler(types.CreateMessageRequestSchema, (request) => {
    notes.take({ method: request.method });
    return {
      model: 'none',
      role: 'assistant',
      content: { type: 'text', text: `asked: ${request.params.messages[0].content.text}` },
    };
  });
  client.fallbackNotificationHandler = async (note) => notes.take(note);
  return client;
}

function call(client, tool, args, options) {
  return client.callTool({ name: prefix + tool, arguments: args }, undefined, options);
}

const own = (items, name = 'name', start = prefix) =>
  items.filter((item) => item[name].startsWith(start));

async function lists(client) {
  await transcript.step('tools/list', async () => own((await client.listTools()).tools));
  await transcript.step('prompts/list', async () => own((await client.listPrompts()).prompts));
  await transcript.step('resources/list', async () =>
    own((await client.listResources()).resources, 'uri', uriPrefix),
  );
  await transcript.step('resources/templates/list', async () =>
    own((await client.listResourceTemplates()).resourceTemplates, 'uriTemplate', uriPrefix),
  );
}

async function tools(client) {
  await transcript.step('echo', () => call(client, 'echo', { message: 'Grüezi, 世界' }));
  await transcript.step('sum', () => call(client, 'get-sum', { a: 2, b: 40 }));
  await transcript.step('structured', () =>
    call(client, 'get-structured-content', { location: 'Chicago' }),
  );
  await transcript.step('image', () => call(client, 'get-tiny-image', {}));
  await transcript.step('links', () => call(client, 'get-resource-links', { count: 2 }));
  await transcript.step('reference', () =>
    call(client, 'get-resource-reference', { resourceType: 'Text', resourceId: 1 }),
  );
  await transcript.step('wrong arguments', () => call(client, 'get-sum', { a: 'two' }));
  await transcript.step('ping', () => client.ping());
}

async function promptsAndResources(client) {
  await transcript.step('prompts/get', () =>
    client.getPrompt({ name: `${prefix}args-prompt`, arguments: { city: 'Bern' } }),
  );
  await transcript.step('prompts/get with a resource', () =>
    client.getPrompt({
      name: `${prefix}resource-prompt`,
      arguments: { resourceType: 'Text', resourceId: '1' },
    }),
  );
  await transcript.step('prompts/get without what it needs', () =>
    client.getPrompt({ name: `${prefix}args-prompt` }),
  );
  await transcript.step('completion/complete', () =>
    client.complete({
      ref: { type: 'ref/prompt', name: `${prefix}completable-prompt` },
      argument: { name: 'department', value: 'S' },
    }),
  );
  await transcript.step('resources/read', () =>
    client.readResource({ uri: uriPrefix + STATIC_RESOURCE }),
  );
  await transcript.step('resources/read of a template', () =>
    client.readResource({ uri: `${uriPrefix}demo://resource/dynamic/blob/1` }),
  );
  await transcript.step('resources/read of nothing', () =>
    client.readResource({ uri: `${uriPrefix}demo://resource/none` }),
  );
}

async function whileACallRuns(client) {
  await transcript.step('progress', async () => {
    const progress = [];
    const result = await call(
      client,
      'trigger-long-running-operation',
      { duration: 0.1, steps: 5 },
      { onprogress: (note) => progress.push(note) },
    );
    return { progress, result };
  });
  await transcript.step('elicitation', () => call(client, 'trigger-elicitation-request', {}));
  await transcript.step('sampling', () =>
    call(client, 'trigger-sampling-request', { prompt: 'Why?', maxTokens: 10 }),
  );
  await transcript.step('roots', () => call(client, 'get-roots-list', {}));
  await transcript.step('cancel', async () => {
    const cancel = new AbortController();
    return call(
      client,
      'trigger-long-running-operation',
      { duration: 60, steps: 3000 },
      { signal: cancel.signal, onprogress: () => cancel.abort('enough') },
    );
  });
  await transcript.step('after the cancellation', () => call(client, 'echo', { message: 'on' }));
}

const isLog = (note) => note.method === 'notifications/message';

/** Subscribing makes the server log, on the stream that may still be about to open. */
async function untilHeard(client) {
  notes.forget();
  while (!notes.has(isLog)) {
    await client.subscribeResource({ uri: uriPrefix + STATIC_RESOURCE });
  }
}

async function unasked(client) {
  await transcript.step('logging/setLevel', () => client.setLoggingLevel('debug'));
  await untilHeard(client);
  await transcript.step('a log message', () => notes.first(isLog));
  await transcript.step('a resource changed', async () => {
    await call(client, 'toggle-subscriber-updates', {});
    const note = await notes.first((seen) => seen.method === 'notifications/resources/updated');
    await call(client, 'toggle-subscriber-updates', {});
    return note;
  });
  await transcript.step('missed while the stream was cut', async () => {
    const opens = streams.cut();
    notes.forget();
    const missed = (note) => isLog(note) && note.params.data.startsWith('Received Unsubscribe');
    await client.unsubscribeResource({ uri: uriPrefix + STATIC_RESOURCE });
    opens();
    return notes.first(missed);
  });
}

/** A call whose stream breaks, and whose end another connection of the session still gets. */
async function resume() {
  const args = { duration: 0.2, steps: 4 };
  const first = newClient();
  const transport = newTransport();
  await first.connect(transport);
  let token;
  await new Promise((broken) => {
    call(first, 'trigger-long-running-operation', args, {
      onprogress: () => broken(),
      onresumptiontoken: (newest) => {
        token = newest;
      },
    }).catch(() => {});
  });
  const sessionId = transport.sessionId;
  const version = transport.protocolVersion;
  await first.close();
  const second = newClient();
  const again = newTransport(sessionId);
  await second.connect(again);
  again.setProtocolVersion(version);
  // It began later and takes as long: once it has ended, so has the other.
  await call(second, 'trigger-long-running-operation', args);
  const result = await call(second, 'trigger-long-running-operation', args, {
    resumptionToken: token,
  });
  await again.terminateSession();
  await second.close();
  return result;
}

async function main() {
  const client = newClient();
  const transport = newTransport();
  await client.connect(transport);
  transcript.add('initialize', {
    // Several servers are one under the gateway's own name.
    server: target === undefined ? client.getServerVersion() : undefined,
    instructions: target === undefined ? client.getInstructions() : undefined,
    capabilities: target === undefined ? client.getServerCapabilities() : undefined,
    version: transport.protocolVersion,
    hasSession: transport.sessionId !== undefined,
  });
  await lists(client);
  await tools(client);
  await promptsAndResources(client);
  await whileACallRuns(client);
  await unasked(client);
  await transcript.step('resume', resume);
  await transcript.step('DELETE', () => transport.terminateSession());
  await client.close();
  transcript.print();
}

main().then(
  () => process.exit(0),
  (failure) => {
    console.error(failure);
    process.exit(1);
  },
);
