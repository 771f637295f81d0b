package io.voxbus;

/** Reads the configuration, starts a node, waits for the signal to stop. */
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    System.out.println("voxbus");
  }
}
