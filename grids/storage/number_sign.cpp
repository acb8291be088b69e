#include "grids/storage/number_sign.h"

#include <cmath>

namespace cityflux {

ElementType unsigned_type(ElementType type)
{
    switch (type) {
    case ElementType::int8:
        return ElementType::uint8;
    case ElementType::int16:
        return ElementType::uint16;
    case ElementType::int32:
        return ElementType::uint32;
    case ElementType::int64:
        return ElementType::uint64;
    default:
        return type;
    }
}

ElementType signed_type(ElementType type)
{
    switch (type) {
    case ElementType::uint8:
        return ElementType::int8;
    case ElementType::uint16:
        return ElementType::int16;
    case ElementType::uint32:
        return ElementType::int32;
    case ElementType::uint64:
        return ElementType::int64;
    default:
        return type;
    }
}

double with_sign(ElementType type, double number)
{
    const double span = std::ldexp(1.0, 8 * static_cast<int>(size_of(type)));
    if (signed_type(type) != type) {
        return number < 0.0 ? number + span : number;
    }
    if (unsigned_type(type) != type) {
        return number >= span / 2 ? number - span : number;
    }
    return number;
}

} // namespace cityflux
