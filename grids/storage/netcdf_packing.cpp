#include "grids/storage/netcdf_packing.h"

#include "grids/storage/number_sign.h"
#include "grids/text/joined.h"
#include "grids/text/words.h"

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include <fmt/format.h>

namespace cityflux {
namespace {

using Variable = NetcdfHandle::Variable;

constexpr const char* range_names[] = { "valid_range", "valid_min", "valid_max" };

bool is_integer(ElementType type)
{
    return unsigned_type(type) != type || signed_type(type) != type;
}

/// Returns the type of an attribute, or std::nullopt if it is missing or a text.
std::optional<ElementType> type_of(const Variable& variable, const char* attribute)
{
    const auto found = variable.attribute_types.find(attribute);
    return found == variable.attribute_types.end() ? std::nullopt : std::optional(found->second);
}

/// Returns true if stored numbers differ from values.
bool is_packed(const Packing& packing)
{
    return packing.scale != 0.0 && (packing.scale != 1.0 || packing.offset != 0.0);
}

/// Returns true if an attribute of the valid range is in the type of unpacked values: in that of
/// scale_factor or add_offset and not in that of the data, or real where the data are integers.
bool is_unpacked(const Variable& variable, const char* attribute)
{
    const auto type = type_of(variable, attribute);
    if (!type || *type == variable.stored_type) {
        return false;
    }
    return (is_integer(variable.stored_type) && !is_integer(*type))
        || type == type_of(variable, "scale_factor") || type == type_of(variable, "add_offset");
}

/// Returns the stored number of an unpacked limit, moved outwards by the rounding of packing.
/// `upper` is for stored numbers.
double stored_limit(double limit, bool upper, const Packing& packing, ElementType type)
{
    const double stored = (limit - packing.offset) / packing.scale;
    const double most = std::max(std::abs(stored), std::abs(packing.offset / packing.scale));
    const double rounding = (type == ElementType::float64 ? 1e-12 : 1e-6) * most;
    const double widened = upper ? stored + rounding : stored - rounding;
    return !is_integer(type) ? widened : upper ? std::floor(widened) : std::ceil(widened);
}

void set_limit(Packing& packing, double limit, bool upper)
{
    (upper ? packing.valid_max : packing.valid_min) = limit;
}

/// Reads the valid range: the two limits of valid_range, then valid_min and valid_max.
void read_range(const Variable& variable, Packing& packing)
{
    const auto limit = [&](const char* name, double number, bool upper) {
        if (is_packed(packing) && is_unpacked(variable, name)) {
            const bool stored_upper = upper == (packing.scale > 0.0);
            set_limit(packing, stored_limit(number, stored_upper, packing, variable.stored_type),
                stored_upper);
        } else {
            set_limit(packing, number, upper);
        }
    };
    const std::vector<double> range = variable.attributes.numbers("valid_range");
    if (range.size() == 2) {
        limit("valid_range", range[0], false);
        limit("valid_range", range[1], true);
    }
    if (const auto low = variable.attributes.number("valid_min")) {
        limit("valid_min", *low, false);
    }
    if (const auto high = variable.attributes.number("valid_max")) {
        limit("valid_max", *high, true);
    }
}

void read_scale(const Variable& variable, Packing& packing)
{
    packing.scale = variable.attributes.number("scale_factor").value_or(1.0);
    packing.offset = variable.attributes.number("add_offset").value_or(0.0);
}

} // namespace

void apply_sign(Variable& variable)
{
    if (!variable.numeric || !variable.attributes.has("_Unsigned")) {
        return;
    }
    const std::string text = lower_case(variable.attributes.text("_Unsigned"));
    if (text == "true" || text == "1") {
        variable.type = unsigned_type(variable.stored_type);
    } else if (text == "false" || text == "0") {
        variable.type = signed_type(variable.stored_type);
    }
    if (variable.type == variable.stored_type) {
        return;
    }
    for (const auto& [name, type] : variable.attribute_types) {
        // A wider missing_value may hold the number of the stored type as well.
        const bool of_type = type == variable.stored_type || name == "missing_value";
        if (!of_type || name == "scale_factor" || name == "add_offset") {
            continue;
        }
        Attributes::Value value { {}, variable.attributes.numbers(name) };
        for (double& number : value.numbers) {
            number = with_sign(variable.type, number);
        }
        value.text = joined(value.numbers, " ");
        variable.attributes.set(name, std::move(value));
    }
}

Packing packing_of(const Variable& variable)
{
    const Attributes& a = variable.attributes;
    Packing packing;
    read_scale(variable, packing);
    for (const char* name : { "_FillValue", "missing_value", "nodata_value", "nodata" }) {
        if (const auto value = a.number(name)) {
            const auto all = a.numbers(name);
            packing.nodata.insert(packing.nodata.end(), all.begin(), all.end());
            if (all.empty()) {
                packing.nodata.push_back(*value);
            }
        }
    }
    if (const auto never_written = NetcdfHandle::fill_value(variable);
        never_written && !a.has("_FillValue")) {
        packing.nodata.push_back(*never_written);
    }
    read_range(variable, packing);
    return packing;
}

std::optional<std::string> note_on_valid_range(const Variable& variable)
{
    Packing packing;
    read_scale(variable, packing);
    if (!is_packed(packing)) {
        return std::nullopt;
    }
    for (const char* name : range_names) {
        if (is_unpacked(variable, name)) {
            return fmt::format("{} of '{}' ({}) is not in the type of the stored numbers and is "
                               "read as unpacked values",
                name, variable.name, variable.attributes.text(name));
        }
    }
    return std::nullopt;
}

} // namespace cityflux
