#pragma once

#include "boundaries/outlines/geometry.h"
#include "grids/text/message.h"

#include <optional>
#include <string>
#include <vector>

namespace cityflux {

/// City with its outline: polygons in WGS84 longitude and latitude, valid and oriented.
struct City {
    std::string id;
    std::string name;
    /// Further names for --only (short name, English name, adcode).
    std::vector<std::string> aliases;
    MultiPolygon shape;
    /// Flags for the `flag` column: "repaired-geometry", "no-geometry".
    std::vector<std::string> flags;
    /// Description of repairs, or the reason for a missing outline; empty if there is neither.
    std::string repair;
    /// Area before and after repair, in km2 on WGS84.
    double area_before_km2 = 0.0;
    double area_km2 = 0.0;
};

/// Cities of a list in their own order. The list must outlive the selection.
class CitySelection {
public:
    CitySelection() = default;
    /// Selects all cities of a list.
    CitySelection(const std::vector<City>& cities)
    {
        for (const City& city : cities) {
            add(city);
        }
    }

    void add(const City& city) { cities_.push_back(&city); }
    std::size_t size() const { return cities_.size(); }
    const City& operator[](std::size_t position) const { return *cities_[position]; }

private:
    std::vector<const City*> cities_;
};

/// Set of cities with its source.
struct CityList {
    std::string source; ///< path, or "china35" for the built-in list
    std::string layer; ///< requested layer of the file; "" for the default
    std::string crs_name; ///< CRS of the file, or the declared one
    std::string datum = "wgs84"; ///< declared datum
    /// Warning that the datum may be another one, without a subject.
    std::optional<Message> datum_doubt;
    std::vector<City> cities;
    /// Notes for the user. Their subject is `source`.
    std::vector<Message> oddities;
};

} // namespace cityflux
