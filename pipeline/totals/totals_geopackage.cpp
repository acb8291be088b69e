#include "pipeline/totals/totals_geopackage.h"

#include "grids/gdal_messages.h"

#include <charconv>
#include <cmath>
#include <cstdlib>
#include <ctime>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <ogrsf_frmts.h>

namespace cityflux {
namespace {

struct DatasetCloser {
    void operator()(GDALDataset* dataset) const { GDALClose(dataset); }
};

using Dataset = std::unique_ptr<GDALDataset, DatasetCloser>;

/// While it lives, a configuration option of GDAL has another value in this thread.
class GdalOption {
public:
    GdalOption(const char* name, const std::string& value)
        : name_(name)
    {
        if (const char* before = CPLGetThreadLocalConfigOption(name, nullptr)) {
            before_ = before;
        }
        CPLSetThreadLocalConfigOption(name, value.c_str());
    }

    ~GdalOption() { CPLSetThreadLocalConfigOption(name_, before_ ? before_->c_str() : nullptr); }
    GdalOption(const GdalOption&) = delete;
    GdalOption& operator=(const GdalOption&) = delete;

private:
    const char* name_;
    std::optional<std::string> before_;
};

std::string date_of_change()
{
    std::time_t seconds = 0;
    if (const char* variable = std::getenv("SOURCE_DATE_EPOCH")) {
        const std::string_view text = variable;
        std::time_t given = 0;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), given);
        if (error == std::errc() && end == text.data() + text.size()) {
            seconds = given;
        }
    }
    return fmt::format("{:%Y-%m-%dT%H:%M:%S}.000Z", fmt::gmtime(seconds));
}

void add_ring(const Ring& points, OGRPolygon& polygon)
{
    auto ring = std::make_unique<OGRLinearRing>();
    ring->setNumPoints(static_cast<int>(points.size()), FALSE);
    for (std::size_t i = 0; i < points.size(); ++i) {
        ring->setPoint(static_cast<int>(i), points[i].x, points[i].y);
    }
    ring->closeRings();
    polygon.addRingDirectly(ring.release());
}

OGRMultiPolygon outline_of(const City& city)
{
    OGRMultiPolygon outline;
    for (const Polygon& part : city.shape) {
        auto polygon = std::make_unique<OGRPolygon>();
        add_ring(part.outer, *polygon);
        for (const Ring& hole : part.holes) {
            add_ring(hole, *polygon);
        }
        outline.addGeometryDirectly(polygon.release());
    }
    return outline;
}

class GeopackageWriter {
public:
    GeopackageWriter(const CityList& cities, const OutputFile& file)
        : cities_(cities)
        , file_(file)
    {
        static std::once_flag once;
        std::call_once(once, [] { GDALAllRegister(); });
        for (const City& city : cities.cities) {
            outlines_.push_back(outline_of(city));
        }
        GDALDriver* driver = GetGDALDriverManager()->GetDriverByName("GPKG");
        if (driver == nullptr) {
            file_.refuse("this build of GDAL has no GeoPackage driver");
        }
        dataset_.reset(driver->Create(file.temporary().c_str(), 0, 0, 0, GDT_Unknown, nullptr));
        if (!dataset_) {
            file_.refuse(messages_.last_error());
        }
    }

    void write(const TotalsTable& table)
    {
        check(dataset_->StartTransaction());
        create_layer();
        for (const TotalsRow& row : table.rows) {
            add_feature(table, row);
        }
        check(dataset_->CommitTransaction());
    }

    /// Extent and counts are written last, and only GDAL's messages tell whether that went well.
    void close()
    {
        dataset_.reset();
        if (!messages_.last_error().empty()) {
            file_.refuse(messages_.last_error());
        }
    }

private:
    void check(OGRErr status) const
    {
        if (status != OGRERR_NONE) {
            file_.refuse(messages_.last_error());
        }
    }

    void create_layer()
    {
        OGRSpatialReference wgs84;
        check(wgs84.importFromEPSG(4326));
        wgs84.SetAxisMappingStrategy(OAMS_TRADITIONAL_GIS_ORDER);
        layer_ = dataset_->CreateLayer("totals", &wgs84, wkbMultiPolygon, nullptr);
        if (layer_ == nullptr) {
            file_.refuse(messages_.last_error());
        }
        for (const char* name : { "city_id", "city", "inventory", "species", "sector", "period" }) {
            create_field(name, OFTString);
        }
        create_field("value", OFTReal);
        create_field("unit", OFTString);
        for (const char* name : { "lower", "upper", "edge_share", "valid_share" }) {
            create_field(name, OFTReal);
        }
        create_field("flag", OFTString);
    }

    void create_field(const char* name, OGRFieldType type)
    {
        OGRFieldDefn field(name, type);
        check(layer_->CreateField(&field));
    }

    void add_feature(const TotalsTable& table, const TotalsRow& row)
    {
        const TotalsCity& city = table.city_of(row);
        const TotalsSeries& series = table.series_of(row);
        OGRFeature feature(layer_->GetLayerDefn());
        const auto set_text = [&](const char* name, const std::string& text) { feature.SetField(name, text.c_str()); };
        const auto set_number = [&](const char* name, double number) {
            if (std::isnan(number)) {
                feature.SetFieldNull(feature.GetFieldIndex(name));
            } else {
                feature.SetField(name, number);
            }
        };
        set_text("city_id", city.id);
        set_text("city", city.name);
        set_text("inventory", series.inventory);
        set_text("species", series.species);
        set_text("sector", series.sector);
        set_text("period", row.period.text());
        set_number("value", row.value);
        set_text("unit", table.unit);
        set_number("lower", row.lower);
        set_number("upper", row.upper);
        set_number("edge_share", row.edge_share);
        set_number("valid_share", row.valid_share);
        set_text("flag", row.flag());
        if (const OGRMultiPolygon* outline = find_outline(city)) {
            check(feature.SetGeometry(outline));
        }
        check(layer_->CreateFeature(&feature));
    }

    const OGRMultiPolygon* find_outline(const TotalsCity& city) const
    {
        const bool known = city.index < outlines_.size() && cities_.cities[city.index].id == city.id;
        return known && !outlines_[city.index].IsEmpty() ? &outlines_[city.index] : nullptr;
    }

    const CityList& cities_;
    const OutputFile& file_;
    const GdalMessages messages_;
    const GdalOption date_ { "OGR_CURRENT_DATE", date_of_change() };
    std::vector<OGRMultiPolygon> outlines_;
    Dataset dataset_;
    OGRLayer* layer_ = nullptr;
};

} // namespace

void write_totals_geopackage(const TotalsTable& table, const CityList& cities, const OutputFile& file)
{
    GeopackageWriter writer(cities, file);
    writer.write(table);
    writer.close();
}

} // namespace cityflux
