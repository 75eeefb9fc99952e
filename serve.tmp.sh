cd /tmp/wt/refer
[ -f /tmp/refer.pid ] && kill $(cat /tmp/refer.pid) 2>/dev/null; sleep 1
PORT=4601 PUBLIC_URL=${1:-https://fingerpost.example} SMS_NUMBER=+447700900123 STORE=sqlite::memory: LOG_LEVEL=warn setsid nohup node_modules/.bin/node src/main.ts serve > /tmp/refer.log 2>&1 &
echo $! > /tmp/refer.pid
for i in $(seq 60); do curl -s -m 1 localhost:4601/healthz >/dev/null && break; kill -0 $(cat /tmp/refer.pid) 2>/dev/null || { cat /tmp/refer.log; break; }; sleep 1; done; echo up
