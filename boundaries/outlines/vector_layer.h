#pragma once

#include "boundaries/outlines/repair.h"
#include "grids/geometry/projection.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace cityflux {

/// Feature of a vector layer.
class VectorFeature {
public:
    ~VectorFeature();
    VectorFeature(VectorFeature&& other) noexcept;

    std::int64_t number() const;
    /// Returns the text of a field, or std::nullopt if it is not set or null. Whole numbers of real
    /// fields have no decimals.
    std::optional<std::string> text(std::size_t field) const;
    /// Returns the rings of all polygons, in order of the file and in the layer's CRS. Curves
    /// become lines. Points and lines are omitted.
    /// The first column of polygons counts if there are several geometry columns.
    std::vector<RawPart> parts() const;

private:
    friend class VectorLayer;
    struct Data;
    explicit VectorFeature(std::unique_ptr<Data> data);

    std::unique_ptr<Data> data_;
};

/// Layer of a vector file that OGR reads: GeoJSON, GeoPackage, Shapefile ... One thread reads it.
class VectorLayer {
public:
    /// Opens a layer, or the only one if `layer` is "". A GeoJSON whose features lack their "type"
    /// is read as if they had it. Throws InputError if the file is missing or not a vector file, if
    /// the layer is missing, if there are several without a choice, and if the coordinates are
    /// encoded (ECharts).
    VectorLayer(const std::string& file, const std::string& layer);
    ~VectorLayer();

    std::string name() const;
    /// Returns true if features lacked their "type".
    bool lacked_types() const;
    /// Returns the names of the fields, in order of the file.
    std::vector<std::string> fields() const;
    /// Returns the index of a field, ignoring case, or std::nullopt if there is none.
    std::optional<std::size_t> field(const std::string& name) const;
    /// Returns true if a field is of whole or real numbers.
    bool has_numbers(std::size_t field) const;
    /// Returns the CRS of the outlines, or std::nullopt if the file declares none.
    std::optional<Crs> crs() const;

    /// Begins with the first feature again.
    void rewind();
    /// Reads up to `most` features. Returns none at the end of the layer and after it. Other
    /// threads may use and destroy them.
    std::vector<VectorFeature> next(std::size_t most);

private:
    struct Source;
    std::unique_ptr<Source> source_;
};

} // namespace cityflux
