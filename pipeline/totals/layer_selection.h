#pragma once

#include "grids/layers/raster.h"
#include "pipeline/table/totals_table.h"
#include "pipeline/totals/layer_query.h"

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace cityflux {

/// Returns the series of a layer in a table of totals.
TotalsSeries series_of(const Raster& raster, const Layer& layer);

/// Selection of the layers of several files by one query.
class LayerSelection {
public:
    /// `query` must outlive the selection.
    explicit LayerSelection(const LayerQuery& query)
        : query_(query)
    {
    }

    /// Returns the layers of a file that match the query, in their order. Throws InputError if
    /// a selected layer has the series and period of another one.
    std::vector<Layer> select(const Raster& raster);
    /// Throws InputError for a sector, species or period of the query that no file has, or if no
    /// layer has all of them.
    void check_found() const;

private:
    const LayerQuery& query_;
    std::set<std::string> sectors_; ///< of all files, selected or not
    std::set<std::string> species_;
    std::set<Period> periods_;
    /// File of each selected layer.
    std::map<std::pair<TotalsSeries, Period>, std::string> files_;
};

} // namespace cityflux
