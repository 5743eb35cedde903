package enswitch_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/mux"

	"dragoman/domain"
)

// objects are in the store while a benchmark runs.
const objects = 10_000

func filled(b *testing.B) *world {
	b.Helper()
	w := newWorld(b)
	w.change(home, func(e *domain.Edit) error {
		for i := range objects {
			phone := domain.NewPhone()
			phone.Name, phone.Holder, phone.Password = fmt.Sprint(100_000+i), fmt.Sprint("Holder ", i), "secret"
			if err := e.AddPhone(phone); err != nil {
				return err
			}
		}
		return nil
	})
	return w
}

// against measures a request to the gateway and the same bytes from a bare handler, and reports how many times longer
// the gateway takes.
func against(b *testing.B, w *world, target func(i int) string) {
	b.Helper()
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 4}}
	fetch := func(base, target string) string {
		request, err := http.NewRequest(http.MethodGet, base, nil)
		if err != nil {
			b.Fatal(err)
		}
		request.URL.Path, request.URL.RawQuery, _ = strings.Cut(target, "?")
		response, err := client.Do(request)
		if err != nil {
			b.Fatal(err)
		}
		defer response.Body.Close()
		body, err := io.ReadAll(response.Body)
		if err != nil {
			b.Fatal(err)
		}
		return string(body)
	}
	answer := fetch(w.server.URL, target(0))
	if strings.Contains(answer, `"code":"4`) || strings.Contains(answer, `"code":"5`) {
		b.Fatal(answer)
	}
	router := mux.NewRouter()
	router.HandleFunc("/api/json/{path:.*}", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json; charset=utf-8")
		if _, err := io.WriteString(w, answer); err != nil {
			b.Error(err)
		}
	})
	bare := httptest.NewServer(router)
	defer bare.Close()

	start := time.Now()
	for i := range b.N {
		fetch(bare.URL, target(i+1))
	}
	bareTook := time.Since(start)
	b.ResetTimer()
	for i := range b.N {
		fetch(w.server.URL, target(i+1))
	}
	b.ReportMetric(float64(b.Elapsed())/float64(bareTook), "times-bare")
}

func BenchmarkCreate(b *testing.B) {
	against(b, filled(b), func(i int) string {
		return fmt.Sprintf("/api/json/phones/create/?%s;name=9%d;password=secret;description=Ann", credentials, i)
	})
}

func BenchmarkGet(b *testing.B) {
	against(b, filled(b), func(i int) string {
		return fmt.Sprintf("/api/json/phones/get/?%s;name=%d", credentials, 100_000+i%objects)
	})
}

func BenchmarkListOfFifty(b *testing.B) {
	against(b, filled(b), func(i int) string {
		return fmt.Sprintf("/api/json/phones/list/?%s;limit=50;offset=%d", credentials, i%(objects-50))
	})
}

func BenchmarkPartialUpdate(b *testing.B) {
	against(b, filled(b), func(i int) string {
		return fmt.Sprintf("/api/json/phones/update/?%s;name=%d;ringtime=%d", credentials, 100_000+i%objects, i%60)
	})
}
