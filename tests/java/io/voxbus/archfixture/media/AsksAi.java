package io.voxbus.archfixture.media;

import io.voxbus.archfixture.ai.AsksMedia;

/** Breaks a rule of the architecture on purpose. */
public final class AsksAi {
  AsksMedia known;
}
