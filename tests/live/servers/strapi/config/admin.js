module.exports = () => ({
  // Its own admin pages are not built; their REST API answers all the same.
  serveAdminPanel: false,
  auth: { secret: 'for-the-live-tests-only-admin' },
  apiToken: { salt: 'for-the-live-tests-only-api' },
  transfer: { token: { salt: 'for-the-live-tests-only-transfer' } },
  // Without `secrets.encryptionKey` a secret is shown once.
  rateLimit: { enabled: false },
  flags: { nps: false, promoteEE: false },
});
