import { Module } from '@nestjs/common';
import { LibrariesModule } from '../modules/libraries/libraries.module.js';
import { VerificationsController } from './verifications.controller.js';

/** The verifier behind an address. */
@Module({ imports: [LibrariesModule], controllers: [VerificationsController] })
export class VerifyingModule {}
