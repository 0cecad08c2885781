// mcp-modern-client.cjs URL [TARGET]: talks to mcp-modern-server.cjs as a client of 2026-07-28 and
// prints what it saw. TARGET: the server is one of several behind the URL, and this is its name.
'use strict';

const { Client, StreamableHTTPClientTransport } = require('@modelcontextprotocol/client');
const { Transcript } = require('./transcript.cjs');

const [url, target] = process.argv.slice(2);
const prefix = target === undefined ? '' : `${target}_`;
const uriPrefix = target === undefined ? '' : `${target}+`;
const replacements = target === undefined ? [] : [[prefix, ''], [uriPrefix, '']];
const transcript = new Transcript([[url, 'URL'], ...replacements]);
const NOTE = `${uriPrefix}note://one`;

const own = (items, name = 'name', start = prefix) =>
  items.filter((item) => item[name].startsWith(start));

async function main() {
  const client = new Client(
    { name: 'e2e', version: '1.0.0' },
    { capabilities: { elicitation: {} }, versionNegotiation: { mode: { pin: '2026-07-28' } } },
  );
  client.setRequestHandler('elicitation/create', () => ({
    action: 'accept',
    content: { name: 'Ada' },
  }));
  await client.connect(new StreamableHTTPClientTransport(new URL(url)));
  const call = (tool, args = {}, options) =>
    client.callTool({ name: prefix + tool, arguments: args }, options);

  if (target === undefined) {
    transcript.add('server/discover', [client.getServerVersion(), client.getServerCapabilities()]);
  }
  await transcript.step('tools/list', async () => own((await client.listTools()).tools));
  await transcript.step('prompts/list', async () => own((await client.listPrompts()).prompts));
  await transcript.step('resources/list', async () =>
    own((await client.listResources()).resources, 'uri', uriPrefix),
  );
  await transcript.step('echo', () => call('echo', { message: 'Grüezi, 世界' }));
  await transcript.step('a tool that fails', () => call('fail'));
  await transcript.step('wrong arguments', () => call('echo', { message: 1 }));
  await transcript.step('a tool that asks', () => call('ask'));
  await transcript.step('progress', async () => {
    const progress = [];
    const result = await call('count', { to: 5 }, { onprogress: (note) => progress.push(note) });
    return { progress, result };
  });
  await transcript.step('prompts/get', () =>
    client.getPrompt({ name: `${prefix}greet`, arguments: { name: 'Ada' } }),
  );
  await transcript.step('resources/read', () => client.readResource({ uri: NOTE }));
  await transcript.step('resources/read of nothing', () =>
    client.readResource({ uri: `${uriPrefix}note://none` }),
  );

  const before = Number((await call('cancelled')).content[0].text);
  await transcript.step('a client that goes away', () => {
    const gone = new AbortController();
    return call('wait', {}, { signal: gone.signal, onprogress: () => gone.abort('enough') });
  });
  // The server is told, or this goes on until somebody ends it.
  let after = before;
  while (after === before) {
    after = Number((await call('cancelled')).content[0].text);
  }
  transcript.add('cancelled at the server', after - before);

  await transcript.step('subscriptions/listen', async () => {
    const told = [];
    const both = new Promise((resolve) => {
      const take = (note) => {
        told.push(note.method, note.params?.uri ?? '');
        if (told.length === 4) {
          resolve();
        }
      };
      client.setNotificationHandler('notifications/tools/list_changed', take);
      client.setNotificationHandler('notifications/resources/updated', take);
    });
    const subscription = await client.listen({
      toolsListChanged: true,
      resourceSubscriptions: [NOTE],
    });
    await call('change', { uri: 'note://one' });
    await both;
    await subscription.close();
    return told;
  });
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
