/* A client that knows JSON-RPC 2.0 and nothing of this server: node third_party.mjs ws://…/ws TOKEN ROOM_ID
   Says what it hears of the room, and what its calls return, as lines of JSON. */
import { Client } from "rpc-websockets";

const [, , address, token, room] = process.argv;
const client = new Client(address, { reconnect: false });
const say = (said) => console.log(JSON.stringify(said));

client.on("chat.changed", (params) => say({ heard: params }));
client.on("open", async () => {
  await client.call("sessions.resume", { token });
  say({ listening: await client.call("live.subscribe", { channel: `room:${room}` }) });
  say({ sent: await client.call("chat.send", { room_id: Number(room), body: "Здравствуйте", client_id: "third-1" }) });
  await client.call("chat.send", { room_id: Number(room), body: "", client_id: "third-2" }).catch((error) => say({ refused: error }));
});
