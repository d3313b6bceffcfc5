import { ApiProperty } from '@nestjs/swagger';

export class ControllerShape {
  @ApiProperty() name!: string;
  @ApiProperty() address!: string;
  @ApiProperty() contact!: string;
  @ApiProperty() dataProtectionOfficer!: string;
}

export class AgreementShape {
  @ApiProperty() version!: string;
  @ApiProperty() title!: string;
  @ApiProperty() text!: string;
}

export class LibraryShape {
  @ApiProperty() slug!: string;
  @ApiProperty() name!: string;
  @ApiProperty() country!: string;
  @ApiProperty({ type: [String] }) languages!: string[];
  @ApiProperty({ type: ControllerShape }) controller!: ControllerShape;
  @ApiProperty({ type: AgreementShape }) agreement!: AgreementShape;
}
