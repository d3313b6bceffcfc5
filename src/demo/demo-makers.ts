import { Injectable } from '@nestjs/common';
import { DemoContentService } from './demo-content.service.js';
import { DemoLibraryService } from './demo-library.service.js';
import { DemoReadersService } from './demo-readers.service.js';
import { DemoStaffService } from './demo-staff.service.js';

/** Who makes the parts of the demo. */
@Injectable()
export class DemoMakers {
  constructor(
    readonly libraries: DemoLibraryService,
    readonly readers: DemoReadersService,
    readonly staff: DemoStaffService,
    readonly content: DemoContentService,
  ) {}
}
