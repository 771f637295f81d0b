/**
 * Classes that break the rules of the architecture on purpose: {@link io.voxbus.ArchitectureTest} proves with them that
 * each rule fires.
 */
package io.voxbus.archfixture;
