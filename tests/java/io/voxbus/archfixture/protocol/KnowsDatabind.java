package io.voxbus.archfixture.protocol;

import com.fasterxml.jackson.databind.ObjectMapper;

/** Breaks a rule of the architecture on purpose. */
public final class KnowsDatabind {
  ObjectMapper known;
}
