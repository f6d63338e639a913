// Listens in the network that it was started in, and hands the socket to its parent, whose network is another. It has
// to end then: as long as it lives it takes connections too.
const server = require('node:net').createServer()
server.listen(0, '0.0.0.0', () => process.send({ port: server.address().port }, server))
