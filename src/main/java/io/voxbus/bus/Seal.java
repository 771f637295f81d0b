package io.voxbus.bus;

/** Protects what leaves a node for others, so that only nodes of the same cluster can make it or read it. */
public interface Seal {
  /** Of a node that is alone, or whose network is trusted. */
  Seal NONE = new Seal() {
    @Override
    public byte[] seal(String purpose, byte[] plain) {
      return plain;
    }

    @Override
    public byte[] open(String purpose, byte[] sealed) {
      return sealed;
    }

    @Override
    public boolean seals() {
      return false;
    }
  };

  /** @param purpose what it is for; it can be opened for that only */
  byte[] seal(String purpose, byte[] plain);

  /** @throws IllegalArgumentException with the reason, when none of us has sealed it for that purpose */
  byte[] open(String purpose, byte[] sealed);

  /** Whether anything is done at all. */
  boolean seals();
}
