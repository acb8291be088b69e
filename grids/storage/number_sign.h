#pragma once

#include "grids/storage/raw_block.h"

namespace cityflux {

/// Returns the unsigned integer type of the same size. Other types stay.
ElementType unsigned_type(ElementType type);
/// Returns the signed integer type of the same size. Other types stay.
ElementType signed_type(ElementType type);

/// Returns the number whose bits, as an integer of the size of `type`, mean `number` with the other
/// sign rule: -6 is 250 in uint8, 250 is -6 in int8. Numbers within `type` and types that are not
/// integers stay.
double with_sign(ElementType type, double number);

} // namespace cityflux
