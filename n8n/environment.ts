import { pathWithNode24 } from './project';

/** Where n8n's traffic to the outside goes. */
export interface OutboundProxy {
  /** URL of an HTTP proxy that speaks CONNECT. */
  url: string;
  /** PEM file of the certificate authority the proxy signs with. */
  caFile: string;
}

export interface EnvironmentOptions {
  userFolder: string;
  port: number;
  brokerPort: number;
  proxy?: OutboundProxy;
  env?: Record<string, string>;
}

/** A port nothing listens on: the discard service, below 1024 and never used by a user's program. */
const NOWHERE = 'http://127.0.0.1:9';

/**
 * The environment n8n runs in: nothing of the caller's but what a program needs to run, everything that calls home off,
 * and all HTTP to anything but loopback through `proxy`. Without a proxy it goes nowhere, so a request that was not
 * meant to happen fails at once instead of leaving the machine.
 */
export function n8nEnvironment({
  userFolder,
  port,
  brokerPort,
  proxy,
  env = {},
}: EnvironmentOptions): Record<string, string> {
  const outbound = proxy?.url ?? NOWHERE;
  return {
    ...inherited(),
    PATH: pathWithNode24(),
    NODE_ENV: 'production',
    N8N_USER_FOLDER: userFolder,
    N8N_HOST: '127.0.0.1',
    N8N_LISTEN_ADDRESS: '127.0.0.1',
    N8N_PORT: String(port),
    N8N_EDITOR_BASE_URL: `http://127.0.0.1:${port}`,
    WEBHOOK_URL: `http://127.0.0.1:${port}/`,
    N8N_SECURE_COOKIE: 'false',
    N8N_RUNNERS_BROKER_PORT: String(brokerPort),
    N8N_LOG_OUTPUT: 'console',
    N8N_LOG_LEVEL: 'info',
    GENERIC_TIMEZONE: 'Etc/UTC',
    // A stop must not outlast the patience of whoever pressed Ctrl-C.
    N8N_GRACEFUL_SHUTDOWN_TIMEOUT: '10',

    N8N_DIAGNOSTICS_ENABLED: 'false',
    N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
    N8N_VERSION_NOTIFICATIONS_WHATS_NEW_ENABLED: 'false',
    N8N_DYNAMIC_BANNERS_ENABLED: 'false',
    N8N_HIRING_BANNER_ENABLED: 'false',
    N8N_PERSONALIZATION_ENABLED: 'false',
    N8N_TEMPLATES_ENABLED: 'false',
    N8N_TEMPLATES_HOST: `${NOWHERE}/`,
    N8N_LICENSE_AUTO_RENEW_ENABLED: 'false',
    N8N_LICENSE_SERVER_URL: NOWHERE,
    N8N_AI_ENABLED: 'false',
    // Loading what lies in the user folder stays on; asking the registry about packages is off.
    N8N_VERIFIED_PACKAGES_ENABLED: 'false',
    N8N_REINSTALL_MISSING_PACKAGES: 'false',
    N8N_COMMUNITY_PACKAGES_REGISTRY: NOWHERE,
    N8N_DISABLED_MODULES: 'mcp-registry,instance-ai,chat-hub',

    HTTP_PROXY: outbound,
    HTTPS_PROXY: outbound,
    NO_PROXY: '127.0.0.1,localhost,::1',
    ...(proxy ? { NODE_EXTRA_CA_CERTS: proxy.caFile } : {}),
    ...env,
  };
}

/** What a program needs from the caller's environment to run at all. Anything else could change how n8n behaves. */
function inherited(): Record<string, string> {
  const names = [
    'HOME',
    'USER',
    'LANG',
    'LC_ALL',
    'TMPDIR',
    'TEMP',
    'TMP',
    'SystemRoot',
    'APPDATA',
    'LOCALAPPDATA',
    'ComSpec',
  ];
  return Object.fromEntries(names.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])));
}
