/**
 * The providers that a node has, each in its newest version and those before it that still have work. It belongs to the
 * node: what is replaced are the packages of the providers themselves.
 */
@NullMarked
package io.voxbus.ai.providers;

import org.jspecify.annotations.NullMarked;
