package io.voxbus.protocol;

/**
 * A local address and where it lives.
 *
 * @param <M> the family of messages it takes
 */
@SuppressWarnings("UnusedTypeParameter")
public record Address<M>(String local, Place place) {}
