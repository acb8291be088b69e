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

/// Writer of a GeoPackage with one layer of multipolygons in EPSG:4326: features of cities with
/// their outlines. Equal features yield equal bytes: the date of change is SOURCE_DATE_EPOCH, by
/// default 1970-01-01.
class Geopackage {
public:
    enum class Field { text, number };
    /// Text or number. NaN becomes NULL.
    using Value = std::variant<std::string_view, double>;

    /// Creates the file at file.temporary(). `cities` and `file` must outlive the writer. All
    /// functions throw InputError if the file cannot be written.
    Geopackage(const CityList& cities, const OutputFile& file, const char* layer,
        const std::vector<std::pair<const char*, Field>>& fields);
    ~Geopackage();
    Geopackage(const Geopackage&) = delete;
    Geopackage& operator=(const Geopackage&) = delete;

    /// Adds a feature with a value for each field and the outline of a city, by its index in the
    /// list. The feature has no geometry if the city at that index has another id or no shape.
    void add(std::size_t city, const std::string& id, const std::vector<Value>& values);
    /// Finishes the file. Requires: called once, last.
    void close();

private:
    struct Writer;
    std::unique_ptr<Writer> writer_;
};

} // namespace cityflux
