import { createPrivateKey } from 'node:crypto'

/** Of nobody: a certificate as makers of authenticators have them, that its own key has signed. */
export const MAKER_CERTIFICATE = Buffer.from(
  [
    'MIIB+jCCAZ+gAwIBAgIUWNkNnkOQSP3d392rrExa51MMUxMwCgYIKoZIzj0EAwIwYzELMAkGA1UEBhMCU0UxDjAM',
    'BgNVBAoMBU1ha2VyMSIwIAYDVQQLDBlBdXRoZW50aWNhdG9yIEF0dGVzdGF0aW9uMSAwHgYDVQQDDBdNYWtlciBv',
    'ZiBhdXRoZW50aWNhdG9yczAgFw0yNjExMjIyMjE0NDdaGA8yMTI2MTAyOTIyMTQ0N1owYzELMAkGA1UEBhMCU0Ux',
    'DjAMBgNVBAoMBU1ha2VyMSIwIAYDVQQLDBlBdXRoZW50aWNhdG9yIEF0dGVzdGF0aW9uMSAwHgYDVQQDDBdNYWtl',
    'ciBvZiBhdXRoZW50aWNhdG9yczBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABB0RRSLg2UZ8Wgp7qnBinmjd+gJN',
    'i5vLTOAjwTVgvKX+Bdw1Mb8mRn1PRr6nqL/kJKHUaY3DIn0JkhDxuUY6JX+jLzAtMAwGA1UdEwEB/wQCMAAwHQYD',
    'VR0OBBYEFGD7uJHJ4WlRPla8+dgJ7HBGTP2XMAoGCCqGSM49BAMCA0kAMEYCIQCLQfc4T4qc5EvmrL29aXgaI3GU',
    'w2pRSdFqfOombj0zuAIhAJycqrPXVGhWkNADUOelShH/s31xvDTZcCHczY+HFR2Y',
  ].join(''),
  'base64',
)

/** Its private key, which is good for nothing else. */
export const MAKER_KEY = createPrivateKey({
  key: Buffer.from(
    [
      'MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgrfpjYGUBHQTVINk+sPww1G536KoDj+4XKgeUyM5q',
      'PHmhRANCAAQdEUUi4NlGfFoKe6pwYp5o3foCTYuby0zgI8E1YLyl/gXcNTG/JkZ9T0a+p6i/5CSh1GmNwyJ9CZIQ',
      '8blGOiV/',
    ].join(''),
    'base64',
  ),
  ...{ format: 'der', type: 'pkcs8' },
})
