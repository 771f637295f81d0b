package io.voxbus.archfixture.call;

import io.voxbus.archfixture.media.Anything;

/** Breaks a rule of the architecture on purpose. */
public final class AsksMedia {
  Anything known;
}
