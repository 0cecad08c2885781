// mcp-modern-server.cjs: an MCP server of 2026-07-28 on /mcp of port $PORT, with what that version
// knows: tools, prompts, resources, progress, questions to the client, subscriptions.
'use strict';

const http = require('node:http');
const { McpServer, createMcpHandler, inputRequired, acceptedContent } = require('@modelcontextprotocol/server');
const { toNodeHandler } = require('@modelcontextprotocol/node');
const { z } = require('zod');

const text = (value, more = {}) => ({ content: [{ type: 'text', text: value }], ...more });
let cancelled = 0;

function create() {
  const server = new McpServer(
    { name: 'modern', version: '1.0.0' },
    { capabilities: { tools: { listChanged: true }, resources: { subscribe: true } } },
  );
  server.registerTool('echo', { inputSchema: z.object({ message: z.string() }) }, ({ message }) =>
    text(`Echo: ${message}`),
  );
  server.registerTool('fail', { inputSchema: z.object({}) }, () =>
    text('It failed on purpose.', { isError: true }),
  );
  server.registerTool('count', { inputSchema: z.object({ to: z.number() }) }, async ({ to }, context) => {
    const { progressToken } = context.mcpReq._meta ?? {};
    for (let progress = 1; progress <= to; progress++) {
      if (progressToken !== undefined) {
        await context.mcpReq.notify({
          method: 'notifications/progress',
          params: { progressToken, progress, total: to },
        });
      }
    }
    return text(`Counted to ${to}.`);
  });
  server.registerTool('wait', { inputSchema: z.object({}) }, async (_, context) => {
    const { progressToken } = context.mcpReq._meta ?? {};
    const gone = new Promise((resolve) => context.mcpReq.signal.addEventListener('abort', resolve));
    await context.mcpReq.notify({
      method: 'notifications/progress',
      params: { progressToken, progress: 1 },
    });
    await gone;
    cancelled++;
    return text('Nobody hears this.');
  });
  server.registerTool('cancelled', { inputSchema: z.object({}) }, () => text(String(cancelled)));
  const answer = z.object({ name: z.string() });
  server.registerTool('ask', { inputSchema: z.object({}) }, (_, context) => {
    const told = acceptedContent(context.mcpReq.inputResponses, 'name', answer);
    return told === undefined
      ? inputRequired({
          inputRequests: {
            name: inputRequired.elicit({ message: 'Your name?', requestedSchema: answer }),
          },
        })
      : text(`Hello, ${told.name}.`);
  });
  server.registerTool('change', { inputSchema: z.object({ uri: z.string() }) }, ({ uri }) => {
    handler.notify.toolsChanged();
    handler.notify.resourceUpdated(uri);
    return text('Changed.');
  });
  server.registerPrompt(
    'greet',
    { description: 'Greets.', argsSchema: z.object({ name: z.string() }) },
    ({ name }) => ({
      messages: [{ role: 'user', content: { type: 'text', text: `Greet ${name}.` } }],
    }),
  );
  server.registerResource('note', 'note://one', { mimeType: 'text/plain' }, (uri) => ({
    contents: [{ uri: uri.href, mimeType: 'text/plain', text: 'A note.' }],
  }));
  return server;
}

const handler = createMcpHandler(create, { legacy: 'reject' });
http.createServer(toNodeHandler(handler)).listen(Number(process.env.PORT), '127.0.0.1');
