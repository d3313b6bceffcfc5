import { Injectable } from '@nestjs/common';
import { DiscoveryService, MetadataScanner, Reflector, type ReflectableDecorator } from '@nestjs/core';

type Method = (given: unknown) => Promise<unknown>;

/** Finds the methods of providers that a decorator has marked, with what it says of each. */
@Injectable()
export class MarkedMethods {
  private readonly scanner = new MetadataScanner();

  constructor(
    private readonly discovery: DiscoveryService,
    private readonly reflector: Reflector,
  ) {}

  /** Every method that `mark` decorates, bound to its provider. */
  under<Entry>(mark: ReflectableDecorator<Entry>): { entry: Entry; work: Method }[] {
    return this.discovery.getProviders().flatMap(({ instance }) => {
      if (typeof instance !== 'object' || instance === null) return [];
      const methods = instance as Record<string, Method>;
      return this.scanner.getAllMethodNames(Object.getPrototypeOf(instance) as object).flatMap((name) => {
        const method = methods[name];
        const entry = method && this.reflector.get<Entry | undefined>(mark.KEY, method);
        return entry ? [{ entry, work: (given: unknown) => method.call(instance, given) }] : [];
      });
    });
  }
}
