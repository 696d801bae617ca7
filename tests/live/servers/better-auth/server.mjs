// better-auth is a library: this is the set-up that its users write. Every route below /api/auth is the
// library's and its API key plugin's own.
import { createServer } from "node:http";
import { DatabaseSync } from "node:sqlite";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const { PACKAGES, ORIGIN, PORT } = process.env;
// The packages lie in the tools folder, this file does not: `import "better-auth"` would not find them.
const require = createRequire(`${PACKAGES}/package.json`);
const load = (name) => import(pathToFileURL(require.resolve(name)).href);
const { betterAuth } = await load("better-auth");
const { toNodeHandler } = await load("better-auth/node");
const { getMigrations } = await load("better-auth/db/migration");
const { apiKey } = await load("@better-auth/api-key");

const options = {
  baseURL: ORIGIN,
  secret: "of-no-worth-because-every-start-makes-a-new-database",
  database: new DatabaseSync("data.sqlite"),
  emailAndPassword: { enabled: true },
  telemetry: { enabled: false },
  rateLimit: { enabled: false },
  plugins: [apiKey({
    enableMetadata: true,
    requireName: true,
    defaultPrefix: "ba_",
    // `x-api-key: KEY` stands for its owner's session.
    enableSessionForAPIKeys: true,
    // In days.
    keyExpiration: { defaultExpiresIn: null, minExpiresIn: 1, maxExpiresIn: 365 },
    // The plugin's default is ten requests a day.
    rateLimit: { enabled: false },
    permissions: { defaultPermissions: { files: ["read"] } },
  })],
};
const auth = betterAuth(options);
await (await getMigrations(options)).runMigrations();
const handler = toNodeHandler(auth);
createServer((request, response) => {
  if (request.url.startsWith("/api/auth")) return handler(request, response);
  response.writeHead(404).end();
}).listen(PORT, "127.0.0.1");
