module.exports = ({ env }) => ({
  host: '127.0.0.1',
  port: env.int('PORT'),
  app: { keys: ['for-the-live-tests-only-1', 'for-the-live-tests-only-2'] },
});
