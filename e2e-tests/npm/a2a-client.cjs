// a2a-client.cjs BASE BINDING: talks to the sample agent at BASE/a2a with A2A's JavaScript SDK over
// JSONRPC or HTTP+JSON, to where the agent's card says that it is, and prints what it saw.
'use strict';

const crypto = require('node:crypto');
const { Role } = require('@a2a-js/sdk');
const { ClientFactory, ClientFactoryOptions } = require('@a2a-js/sdk/client');
const { Transcript } = require('./transcript.cjs');

const [base, binding] = process.argv.slice(2);
const transcript = new Transcript([[base, 'BASE']]);

function message(text, more = {}) {
  return {
    tenant: '',
    configuration: undefined,
    metadata: undefined,
    message: {
      messageId: crypto.randomUUID(),
      contextId: '',
      taskId: '',
      role: Role.ROLE_USER,
      parts: [
        { content: { $case: 'text', value: text }, metadata: undefined, filename: '', mediaType: '' },
      ],
      metadata: undefined,
      extensions: [],
      referenceTaskIds: [],
      ...more,
    },
  };
}

async function streamed(client, request) {
  const seen = [];
  try {
    for await (const event of client.sendMessageStream(request)) {
      seen.push(event);
    }
  } catch (failure) {
    // How a cut is worded is left to whoever cut.
    seen.push({ failed: failure.name });
  }
  return seen;
}

async function main() {
  const factory = new ClientFactory(
    ClientFactoryOptions.createFrom(ClientFactoryOptions.default, { preferredTransports: [binding] }),
  );
  const client = await factory.createFromUrl(base, '/a2a/.well-known/agent-card.json');
  const id = (task) => ({ tenant: '', id: task.id });

  transcript.add('card', client.agentCard ?? null);
  await transcript.step('extended card', () => client.getAgentCard());
  let task;
  await transcript.step('send', async () => {
    task = await client.sendMessage(message('Book a table.'));
    return task;
  });
  await transcript.step('an answer without a task', () =>
    client.sendMessage(message('[[message]] Hello?')),
  );
  await transcript.step('stream', () => streamed(client, message('Grüezi, 世界')));
  await transcript.step('a task that fails', () => streamed(client, message('[[fail]]')));
  await transcript.step('a stream that is cut', () => streamed(client, message('[[cut]]')));
  await transcript.step('get', () => client.getTask({ ...id(task), historyLength: 1 }));
  await transcript.step('list', async () => {
    const listed = await client.listTasks({ tenant: '', contextId: task.contextId });
    return listed.tasks;
  });
  await transcript.step('cancel of what is done', () => client.cancelTask(id(task)));
  await transcript.step('get of nothing', () => client.getTask({ tenant: '', id: 'none' }));
  const asked = await client.sendMessage(message('[[ask]] A table.'));
  transcript.add('a task that asks', asked);
  await transcript.step('the answer to it', () =>
    client.sendMessage(message('Four.', { taskId: asked.id, contextId: asked.contextId })),
  );
  const other = await client.sendMessage(message('[[ask]] Another table.'));
  await transcript.step('cancel', () => client.cancelTask(id(other)));
  await transcript.step('get of what was canceled', () => client.getTask(id(other)));
  await transcript.step('push notifications', () =>
    client.createTaskPushNotificationConfig({
      tenant: '',
      taskId: task.id,
      id: 'one',
      url: 'http://127.0.0.1:1/',
      token: '',
      authentication: undefined,
    }),
  );
  await transcript.step('a client that goes away', async () => {
    const seen = [];
    for await (const event of client.sendMessageStream(message('[[slow 100]] And on.'))) {
      seen.push(event);
      break;
    }
    return seen;
  });
  transcript.print();
}

main().then(
  () => process.exit(0),
  (failure) => {
    console.error(failure);
    process.exit(1);
  },
);
