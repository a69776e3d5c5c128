import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.MongoVersion;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import java.util.List;

/** `java -cp 'lib/*' Server.java PORT`: serves on loopback until its standard input ends, so that it never outlives who started it. */
public class Server {
	/** The server's own newest version is too old for today's driver, which asks for what MongoDB 5 speaks. */
	enum Spoken implements MongoVersion {
		V5;

		@Override
		public List<Integer> getVersionArray() {
			return List.of(5, 0, 0);
		}

		@Override
		public int getWireVersion() {
			return 13;
		}
	}

	public static void main(String[] arguments) throws Exception {
		MongoServer server = new MongoServer(new MemoryBackend().version(Spoken.V5));
		server.bind("127.0.0.1", Integer.parseInt(arguments[0]));
		System.out.println("ready");
		while (System.in.read() != -1) {
			// Nothing that is said to it means anything.
		}
		server.shutdownNow();
		System.exit(0);
	}
}
