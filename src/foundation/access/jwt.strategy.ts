import { PassportStrategy } from '@nestjs/passport';
import { ExtractJwt, Strategy } from 'passport-jwt';
import type { AccessTokens, Claims } from './access-token.js';

/** Verifies the signature and the age of a bearer token. */
export class JwtStrategy extends PassportStrategy(Strategy, 'jwt') {
  constructor(tokens: AccessTokens) {
    // passport-jwt hands the key object on to node:crypto; its types know strings and buffers only.
    super({
      jwtFromRequest: ExtractJwt.fromAuthHeaderAsBearerToken(),
      secretOrKey: tokens.key as unknown as string,
      algorithms: ['HS256'],
    });
  }

  validate(claims: Claims): Claims {
    return claims;
  }
}
