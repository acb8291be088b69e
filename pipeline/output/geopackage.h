#pragma once

#include "boundaries/outlines/city.h"
#include "pipeline/output/output_file.h"

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace cityflux {

/// A GeoPackage under way: one layer of multipolygons in EPSG:4326, features of cities with their outlines. The same features
/// give the same bytes: the date of change is SOURCE_DATE_EPOCH, 1970-01-01 where that is not set.
class Geopackage {
public:
    enum class Field { text, number };
    /// A text, or a number; NaN becomes NULL.
    using Value = std::variant<std::string_view, double>;

    /// Begins to write to file.temporary(). Throws InputError where it cannot be written, as all below do.
    Geopackage(const CityList& cities, const OutputFile& file, const char* layer,
        const std::vector<std::pair<const char*, Field>>& fields);
    ~Geopackage();
    Geopackage(const Geopackage&) = delete;
    Geopackage& operator=(const Geopackage&) = delete;

    /// A feature with a value for each field and the outline of a city, by its position in the list; without geometry where the
    /// city there has another id or no shape.
    void add(std::size_t city, const std::string& id, const std::vector<Value>& values);
    /// To be called once, last.
    void close();

private:
    struct Writer;
    std::unique_ptr<Writer> writer_;
};

} // namespace cityflux
