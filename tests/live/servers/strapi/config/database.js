const path = require('path');

module.exports = () => ({
  connection: {
    client: 'sqlite',
    connection: { filename: path.resolve('data.db') },
    useNullAsDefault: true,
  },
});
