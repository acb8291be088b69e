#pragma once

#include "boundaries/outlines/geometry.h"

#include <string>
#include <vector>

namespace cityflux {

/// A city and where it is: polygons in WGS84 longitude and latitude, valid and oriented.
struct City {
    std::string id;
    std::string name;
    /// Further names it answers to in --only (short name, English name, adcode).
    std::vector<std::string> aliases;
    MultiPolygon shape;
    /// Reasons for the `flag` column: "repaired-geometry", "no-geometry".
    std::vector<std::string> flags;
    /// What was repaired, as a sentence; empty where nothing was.
    std::string repair;
    /// Area as the file had it and as it is used, in km2 on WGS84.
    double area_before_km2 = 0.0;
    double area_km2 = 0.0;
};

/// Cities of a list, in an order of their own; to be used no longer than the list.
class CitySelection {
public:
    CitySelection() = default;
    /// All of them.
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

/// A set of cities with where it came from.
struct CityList {
    std::string source; ///< path, or "china35" for the built-in list
    std::string layer; ///< layer of the file, "" where there is one only
    std::string crs_name; ///< as the file has it
    std::string datum = "wgs84"; ///< as declared
    std::string datum_doubt; ///< why it may be another one, a sentence; empty where nothing speaks for that
    std::vector<City> cities;
    /// Things a careful reader would want to know, each a sentence.
    std::vector<std::string> oddities;
};

} // namespace cityflux
