import { isOutside, addressFault } from './webhook-address.js';
import { signed } from './webhook.js';

describe('a signature', () => {
  it('is that of Standard Webhooks for its own example', () => {
    const secret = Buffer.from('MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', 'base64');
    const message = { id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', body: '{"test": 2432232314}' };

    const headers = signed(message, secret, new Date(1_614_265_330_000));

    expect(headers).toMatchObject({
      'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      'webhook-timestamp': '1614265330',
      'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    });
  });
});

describe('an address that may be called', () => {
  it.each(['1.1.1.1', '8.8.8.8', '172.32.0.1', '192.169.0.1', '2606:4700:4700::1111', '2a00:1450::1'])(
    'is %s, on the Internet',
    (ip) => {
      expect(isOutside(ip)).toBe(true);
    },
  );

  it.each([
    '127.0.0.1', '127.8.9.10', '0.0.0.0', '10.1.2.3', '172.16.0.1', '172.31.255.255', '192.168.1.1',
    '169.254.169.254', '100.64.0.1', '198.18.0.1', '224.0.0.1', '255.255.255.255', '::1', '::', 'fe80::1',
    'fd00::1', 'ff02::1', '::ffff:127.0.0.1', '::ffff:10.0.0.1', '::127.0.0.1', '64:ff9b::a00:1', '2002:a00:1::',
    'printer.example', '',
  ])('is not "%s"', (ip) => {
    expect(isOutside(ip)).toBe(false);
  }); // prettier-ignore

  it.each([
    'http://printer.example/', 'https://localhost/', 'https://x.localhost/', 'https://127.0.0.1/', 'https://[::1]/',
    'https://2130706433/', 'https://0x7f.1/', 'https://metadata.google.internal/', 'https://[::ffff:a9fe:a9fe]/',
  ])('is not %s, outside the demo', (address) => {
    expect(addressFault(address, { atHome: false })).not.toBeNull();
  }); // prettier-ignore

  it('is an https address with a name', () => {
    expect(addressFault('https://printer.example/notices?of=carrel', { atHome: false })).toBeNull();
  });
});
