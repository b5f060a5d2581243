// The same reads and writes as a user of Express and pg would put them, on four processes.
const cluster = require('node:cluster');
const crypto = require('node:crypto');

if (cluster.isPrimary) {
  for (let i = 0; i < 4; i++) cluster.fork();
  process.on('SIGTERM', () => { for (const worker of Object.values(cluster.workers)) worker.process.kill('SIGTERM'); process.exit(0); });
} else {
  const express = require('express');
  const { Pool } = require('pg');
  const pool = new Pool({ max: 12 });
  const app = express();
  app.disable('x-powered-by');
  app.use(express.json());

  const columns = 'conversation_id, position, sender_id, recipient_id, body, liked_by, created_at, edited_at, deleted_at';
  const last = 'ffffffff-ffff-ffff-ffff-ffffffffffff';
  const withId = (row) => ({ id: `${row.conversation_id}-${row.position}`, ...row, position: Number(row.position) });
  const query = (name, text, values) => pool.query({ name, text, values });

  function conversationOf(one, other) {
    const [a, b] = one < other ? [one, other] : [other, one];
    const hash = crypto.createHash('sha256').update(`concierge/conversation/${a}/${b}`).digest();
    hash[6] = (hash[6] & 0x0f) | 0x80;
    hash[8] = (hash[8] & 0x3f) | 0x80;
    const hex = hash.subarray(0, 16).toString('hex');
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
  }

  function uuid7() {
    const bytes = crypto.randomBytes(16);
    bytes.writeUIntBE(Date.now(), 0, 6);
    bytes[6] = (bytes[6] & 0x0f) | 0x70;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    const hex = bytes.toString('hex');
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
  }

  const page = (rows, limit, position) => ({
    items: rows.slice(0, limit),
    next_cursor: rows.length > limit ? Buffer.from(position(rows[limit - 1])).toString('base64') : null,
  });

  app.get('/health/ready', (request, response) => response.json({ status: 'ok' }));

  app.get('/messages/:id', async (request, response) => {
    const { rows } = await query(
      'message', `SELECT ${columns} FROM messages WHERE conversation_id = $1 AND position = $2 AND deleted_at IS NULL`,
      [request.params.id.slice(0, 36), request.params.id.slice(37)]);
    if (rows.length) response.json(withId(rows[0])); else response.sendStatus(404);
  });

  app.get('/users/:id/conversations/:peer_id/messages', async (request, response) => {
    const limit = Number(request.query.limit);
    const { rows } = await query(
      'page', `SELECT ${columns} FROM messages WHERE conversation_id = $1 AND position < $2 AND deleted_at IS NULL ORDER BY position DESC LIMIT $3`,
      [conversationOf(request.params.id, request.params.peer_id), '9223372036854775807', limit + 1]);
    response.json(page(rows.map(withId), limit, (row) => row.id));
  });

  app.get('/users/:id/conversations', async (request, response) => {
    const limit = Number(request.query.limit);
    const { rows } = await query('conversations', `
      SELECT c.id, c.last_activity_at, c.read_position, c.peer_read_position, p.id AS peer_id, p.name AS peer_name, p.status AS peer_status,
             unread.counted, row_to_json(m) AS last_message
      FROM (
        (SELECT id, last_activity_at, user_b_id AS peer_id, read_position_a AS read_position, read_position_b AS peer_read_position
         FROM conversations WHERE user_a_id = $1 AND (last_activity_at, id) < ('infinity', $2) ORDER BY last_activity_at DESC, id DESC LIMIT $3)
        UNION ALL
        (SELECT id, last_activity_at, user_a_id, read_position_b, read_position_a
         FROM conversations WHERE user_b_id = $1 AND (last_activity_at, id) < ('infinity', $2) ORDER BY last_activity_at DESC, id DESC LIMIT $3)
        ORDER BY last_activity_at DESC, id DESC LIMIT $3) c
      JOIN users p ON p.id = c.peer_id
      LEFT JOIN LATERAL (
        SELECT ${columns} FROM messages WHERE conversation_id = c.id AND deleted_at IS NULL ORDER BY position DESC LIMIT 1) m ON true
      CROSS JOIN LATERAL (
        SELECT count(*)::int AS counted FROM (
          SELECT FROM messages WHERE conversation_id = ANY (ARRAY[c.id]) AND (recipient_id, position) > ($1, c.read_position)
            AND recipient_id <= $1 AND deleted_at IS NULL
          ORDER BY conversation_id, recipient_id, position LIMIT 101) counted) unread
      ORDER BY c.last_activity_at DESC, c.id DESC`, [request.params.id, last, limit + 1]);
    const marker = (row, position) => (position === '0' ? null : `${row.id}-${position}`);
    const items = rows.map((row) => ({
      id: row.id, peer: { id: row.peer_id, name: row.peer_name, status: row.peer_status },
      last_message: row.last_message && withId(row.last_message), last_activity_at: row.last_activity_at,
      unread_count: Math.min(row.counted, 100), unread_capped: row.counted > 100,
      last_read_message_id: marker(row, row.read_position), peer_last_read_message_id: marker(row, row.peer_read_position),
    }));
    response.json(page(items, limit, (item) => `${item.last_activity_at.toISOString()} ${item.id}`));
  });

  app.post('/messages', async (request, response) => {
    const { sender_id, recipient_id, body } = request.body;
    const conversation = conversationOf(sender_id, recipient_id);
    const { rows: [sent] } = await query('send', `
      WITH sender AS (SELECT status FROM users WHERE id = $1 FOR SHARE),
           recipient AS (SELECT status FROM users WHERE id = $2 FOR SHARE),
           allowed AS (SELECT 1 FROM sender, recipient WHERE sender.status = 'active' AND recipient.status = 'active'),
           place AS (
             INSERT INTO conversations AS c (id, user_a_id, user_b_id, last_position, last_activity_at, read_position_a, read_position_b)
             SELECT $3::uuid, least($1, $2), greatest($1, $2), 1, clock_timestamp(), 0, 0 FROM allowed
             ON CONFLICT (id) DO UPDATE SET last_position = c.last_position + 1,
               last_activity_at = greatest(c.last_activity_at, clock_timestamp())
             RETURNING c.last_position AS position, c.last_activity_at AS created_at),
           message AS (
             INSERT INTO messages (conversation_id, position, sender_id, recipient_id, body, liked_by, created_at, version)
             SELECT $3, position, $1, $2, $4, ARRAY[]::text[], created_at, 1 FROM place)
      SELECT (SELECT status FROM sender), (SELECT status FROM recipient), (SELECT position FROM place), (SELECT created_at FROM place)`,
    [sender_id, recipient_id, conversation, body]);
    const id = `${conversation}-${sent.position}`;
    response.status(201).location(`/messages/${id}`).json({
      id, conversation_id: conversation, position: Number(sent.position), sender_id, recipient_id, body, liked_by: [],
      created_at: sent.created_at, edited_at: null, deleted_at: null,
    });
  });

  app.post('/orders', async (request, response) => {
    const { datetime, totalfee, services } = request.body;
    const [id, now, at, ids] = [uuid7(), new Date(), new Date(datetime), services.map((service) => service.id)];
    const [start, end] = [at.getTime(), at.getTime() + 3 * 3600 * 1000];
    const client = await pool.connect();
    try {
      const names = await client.query({ name: 'services', text: 'SELECT id, name FROM services WHERE id = ANY ($1)', values: [ids] });
      await client.query('BEGIN');
      await client.query({
        name: 'locks', text: 'SELECT pg_advisory_xact_lock(scope_lock) FROM unnest($1::bigint[]) AS scope_lock',
        values: [ids.map((service) => crypto.createHash('sha256').update(`order ${service}`).digest().readBigInt64BE().toString()).sort()],
      });
      await client.query({
        name: 'order', text: `
          WITH written AS (INSERT INTO orders (id, datetime, total_fee, service_ids, created_at, updated_at, version)
                 VALUES ($1, $2, $3, $4, $5, $5, 1) RETURNING id),
               used AS (INSERT INTO service_uses (order_id, service_id, datetime) SELECT id, service_id, $2 FROM written, unnest($4) AS service_id)
          INSERT INTO order_slots (order_id, scope_key, during) SELECT id, scope_key, int8range($6, $7) FROM written, unnest($4) AS scope_key`,
        values: [id, at, totalfee, ids, now, start, end],
      });
      await client.query('COMMIT');
      response.status(201).location(`/orders/${id}`).json({ id, datetime: at, totalfee, services: names.rows, created_at: now, updated_at: now });
    } catch (error) {
      await client.query('ROLLBACK');
      response.sendStatus(error.code === '23P01' ? 409 : 500);
    } finally {
      client.release();
    }
  });

  app.listen(Number(process.env.PORT), '127.0.0.1');
}
