import { applyDecorators } from '@nestjs/common';
import { ApiHeader, ApiOkResponse, ApiResponse } from '@nestjs/swagger';

const content = { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } };

/** Says in the API document that a route answers with the bytes of a file, whole or in part. */
export const AnswersFile = () =>
  applyDecorators(
    ApiHeader({ name: 'range', required: false, description: 'One range of bytes, such as bytes=0-1023.' }),
    ApiOkResponse({ content, description: 'The file, of the type of its Content-Type.' }),
    ApiResponse({ status: 206, content, description: 'The range asked for.' }),
    ApiResponse({ status: 416, description: 'The file ends before the range.' }),
  );
